from services.desk.service import run

run()
